import { mkdtempSync, readFileSync } from 'node:fs'
import { Browser } from './browser.mjs'
import { Collector } from './collector.mjs'
import { household, visit, member } from './answers.mjs'
const base='http://localhost:8090'
const A=new Browser(mkdtempSync('/tmp/prof-'))
await A.start()
const c=new Collector(A,base)
try{
 await c.enrol(process.argv[2],'Máy bác Khuê','314159')
 const h=(await c.households()).length
 await c.find(household.name)
 const id=await A.page.getAttribute('[data-screen="find"] button[data-case]','data-case')
 await c.openHousehold(id,household.name)
 console.time('fill')
 await c.goto('mo_dau','lydo_tham'); await c.answer('lydo_tham','2')
 await c.goto('mo_dau','ketqua_tham'); await c.answer('ketqua_tham','1')
 await c.goto('nuocvs','nuoc_an'); await c.answer('nuoc_an','1')
 await c.addMember(member('Lương Văn Thêm','2016-05-20','06'))
 await A.page.screenshot({path:'/tmp/s-rows.png'})
 await c.goto('nhao','nha_nhucau'); await c.answer('nha_nhucau','2')
 await c.goto('nhao','nha_anh'); await c.answer('nha_anh',{name:'nha.png',mimeType:'image/png',buffer:readFileSync('/tmp/s-today.png')})
 await A.page.screenshot({path:'/tmp/s-photo.png'})
 await c.summary(); await A.page.screenshot({path:'/tmp/s-sum.png'})
 await c.mendAll(visit)
 console.timeEnd('fill')
 await A.page.screenshot({path:'/tmp/s-sum2.png'})
 await c.finish()
 console.log(await c.sync())
 await A.page.screenshot({path:'/tmp/s-sync.png'})
 console.log([...c.shown].length)
}catch(e){console.log(e); await A.page.screenshot({path:'/tmp/s-err.png'})}
console.log(A.problems)
await A.stop()
